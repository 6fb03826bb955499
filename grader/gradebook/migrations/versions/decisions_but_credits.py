"""Decisions can be found by everything that they depend on but what a mistake is worth.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. What was decided before has no such name: changed credits decide it once more."""
    with op.batch_alter_table("decision") as table:
        table.add_column(sa.Column("but_credits", sa.String(length=300), nullable=True))
        table.create_index("ix_decision_but_credits", ["but_credits"])


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("decision") as table:
        table.drop_index("ix_decision_but_credits")
        table.drop_column("but_credits")
