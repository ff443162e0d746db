"""Every feature that keeps something of a person. One that is forgotten here fails a test."""

from quiz.accounts.mine import MINE as ACCOUNTS
from quiz.audit.mine import MINE as AUDIT
from quiz.bank.mine import MINE as BANK
from quiz.learning.mine import MINE as LEARNING
from quiz.mine import Part
from quiz.notices.mine import MINE as NOTICES
from quiz.practice.bedside.mine import MINE as BEDSIDE
from quiz.practice.building.mine import MINE as BUILDING
from quiz.sittings.mine import MINE as SITTINGS
from quiz.statistics.mine import MINE as STATISTICS

FEATURES = (ACCOUNTS, SITTINGS, STATISTICS, LEARNING, BUILDING, BEDSIDE, NOTICES, BANK, AUDIT)
PARTS: tuple[Part, ...] = tuple(part for feature in FEATURES for part in feature.parts)
