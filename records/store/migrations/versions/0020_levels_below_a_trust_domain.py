"""platforms of TDX that state no levels of the processor and its enclaves admit nobody any more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_END = """
update node_rule set ended_at_ms = (extract(epoch from now()) * 1000)::bigint
where kind = 'tdx' and ended_at_ms is null and position('"minimum_qe"' in value) = 0
"""


def upgrade() -> None:
    op.execute(sa.text(_END))


def downgrade() -> None:
    """What was ended stays ended: such a platform admitted machines whose microcode nobody had looked at."""
