"""The first release.

Revision ID: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("version", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["undoes_id"], ["change.id"], name="fk_change_undoes_id"),
        sa.PrimaryKeyConstraint("id", name="pk_change"),
        sa.UniqueConstraint("undoes_id", name="uq_change_undoes_id"),
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_comment"),
        sa.UniqueConstraint("part", "name", name="uq_comment_part_name"),
    )
    op.create_table(
        "decision",
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("part", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.String(length=100), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_decision"),
    )
    op.create_index("ix_decision_part", "decision", ["part"])

    op.create_table(
        "notebook",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_notebook"),
    )
    op.create_table(
        "override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment", sa.String(length=200), nullable=False),
        sa.Column("student", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("problem", sa.String(length=200), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_override"),
    )
    op.create_index("ix_override_assignment_kind", "override", ["assignment", "kind"])

    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment", sa.String(length=200), nullable=False),
        sa.Column("part", sa.String(length=200), nullable=False),
        sa.Column("variant", sa.String(length=128), nullable=False),
        sa.Column("answer_hash", sa.String(length=32), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("credit", sa.Double(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("rubric", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_review"),
    )
    op.create_index(
        "ix_review_assignment_part_answer_hash", "review", ["assignment", "part", "answer_hash"]
    )

    op.create_table(
        "student",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("elsewhere", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_student"),
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student", sa.String(length=200), nullable=False),
        sa.Column("assignment", sa.String(length=200), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_submission"),
        sa.UniqueConstraint(
            "assignment",
            "student",
            "content_hash",
            name="uq_submission_assignment_student_content_hash",
        ),
    )
    op.create_table(
        "run",
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("notebook_hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("fault", sa.String(length=20), nullable=True),
        sa.Column("engine", sa.String(length=40), nullable=False),
        sa.Column("wall_s", sa.Double(), nullable=False),
        sa.Column("cpu_s", sa.Double(), nullable=False),
        sa.Column("peak_mib", sa.Double(), nullable=False),
        sa.Column("rest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["notebook_hash"], ["notebook.hash"], name="fk_run_notebook_hash"),
        sa.PrimaryKeyConstraint("key", name="pk_run"),
    )
    op.create_table(
        "harvest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("run_key", sa.String(length=128), nullable=True),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("hashes", sa.JSON(), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["run_key"], ["run.key"], name="fk_harvest_run_key"),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name="fk_harvest_submission_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_harvest"),
        sa.UniqueConstraint("submission_id", "digest", name="uq_harvest_submission_id_digest"),
    )
    op.create_table(
        "grade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("harvest_id", sa.Integer(), nullable=True),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("change_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("version", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("max_score", sa.Double(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("report", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name="fk_grade_change_id"),
        sa.ForeignKeyConstraint(["harvest_id"], ["harvest.id"], name="fk_grade_harvest_id"),
        sa.ForeignKeyConstraint(["previous_id"], ["grade.id"], name="fk_grade_previous_id"),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name="fk_grade_submission_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_grade"),
        sa.UniqueConstraint("previous_id", name="uq_grade_previous_id"),
    )
    op.create_index("ix_grade_change_id", "grade", ["change_id"])
    op.create_index("ix_grade_submission_id_id", "grade", ["submission_id", "id"])

    op.create_table(
        "done",
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("grade_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["grade_id"], ["grade.id"], name="fk_done_grade_id"),
        sa.PrimaryKeyConstraint("key", name="pk_done"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("done")
    op.drop_index("ix_grade_submission_id_id", "grade")
    op.drop_index("ix_grade_change_id", "grade")

    op.drop_table("grade")
    op.drop_table("harvest")
    op.drop_table("run")
    op.drop_table("submission")
    op.drop_table("student")
    op.drop_index("ix_review_assignment_part_answer_hash", "review")

    op.drop_table("review")
    op.drop_index("ix_override_assignment_kind", "override")

    op.drop_table("override")
    op.drop_table("notebook")
    op.drop_index("ix_decision_part", "decision")

    op.drop_table("decision")
    op.drop_table("comment")
    op.drop_table("change")
