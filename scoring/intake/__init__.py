"""From files to facts; the one room that knows pandas and pandera."""

from scoring.intake.switches import import_unswitched

import_unswitched()
