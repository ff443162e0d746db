"""Every page and every command. A room of a feature adds its pages to the feature when it is imported."""

from quiz.accounts import cli as accounts_cli
from quiz.accounts import views as accounts
from quiz.backups import cli as backups_cli
from quiz.bank import cli as bank_cli
from quiz.bank import views as bank
from quiz.bank.checking import views as checking
from quiz.bank.comments import views as comments
from quiz.bank.contents import views as contents
from quiz.bank.covering import views as covering
from quiz.bank.details import views as details
from quiz.bank.entries import views as entries
from quiz.bank.figures import views as figures
from quiz.bank.finding import views as finding
from quiz.bank.members import views as members
from quiz.bank.pairs import views as pairs
from quiz.bank.published import offers
from quiz.bank.reports import views as reports
from quiz.bank.reviewing import views as reviewing
from quiz.bank.unsaved import views as unsaved
from quiz.bank.versions import views as versions
from quiz.bank.waiving import views as waiving
from quiz.correcting import cli as correcting_cli
from quiz.correcting import views as correcting
from quiz.learning import views as learning
from quiz.learning.progress import views as progress
from quiz.learning.record import views as record
from quiz.learning.review import cli as learning_cli
from quiz.learning.review import views as reviews
from quiz.my_data import cli as my_data_cli
from quiz.my_data import views as my_data
from quiz.notices import views as notices
from quiz.operations import cli as operations_cli
from quiz.operations import views as operations
from quiz.pages import views as pages
from quiz.practice import cli as practice_cli
from quiz.practice import views as practice
from quiz.practice.bedside import views as bedside
from quiz.practice.building import views as building
from quiz.practice.exams import views as exams
from quiz.practice.reporting import views as reporting
from quiz.statistics import cli as statistics_cli

BLUEPRINTS = (
    *(pages.blueprint, practice.blueprint, exams.blueprint, learning.blueprint),
    *(
        operations.blueprint,
        my_data.blueprint,
        correcting.blueprint,
        bank.blueprint,
        notices.blueprint,
        accounts.blueprint,
    ),
)
COMMANDS = (
    *(bank_cli.group, accounts_cli.group, learning_cli.group, practice_cli.group),
    *(
        my_data_cli.group,
        statistics_cli.group,
        backups_cli.backup_command,
        backups_cli.restore_command,
        operations_cli.audit_command,
    ),
)
