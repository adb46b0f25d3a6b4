"""From files to facts; the one room that knows pandas and pandera."""
