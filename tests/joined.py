"""A connection that stands for an engine, so that all of a test happens in one transaction that is undone."""

from sqlalchemy import Connection


class Joined:
    """What the answer path gets for a connection of its own: that of the test, with savepoints."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.execute = connection.execute
        self.dialect = connection.dialect
        self.invalidated = False

    def execution_options(self, **options: object) -> "Joined":
        """Return it as it is: options are of the test's connection."""
        return self

    def exec_driver_sql(self, statement: str) -> None:
        """Begin or end a savepoint where a transaction would be."""
        match statement.split(maxsplit=1)[0]:
            case "BEGIN":
                self.savepoint = self.connection.begin_nested()
            case "COMMIT":
                self.savepoint.commit()
            case "ROLLBACK":
                self.savepoint.rollback()

    def close(self) -> None:
        """Leave it to the test."""


def stand_for_engine(connection: Connection) -> Connection:
    """Let a connection be asked for connections."""
    connection.connect = lambda: Joined(connection)
    return connection
