"""The equation families, one a file, in the order in which they are stated."""

from geju.plan.blocks.balance import balance_block
from geju.plan.blocks.capacity import capacity_block
from geju.plan.blocks.clause import clause_block
from geju.plan.blocks.limit import limit_block
from geju.plan.blocks.process import process_block
from geju.plan.blocks.store import store_block

FAMILIES = (capacity_block, process_block, store_block, balance_block, limit_block, clause_block)

__all__ = ["FAMILIES"]
