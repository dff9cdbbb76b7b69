"""The trail's pages. They ask staff who may read, so they cannot live in audit, below staff."""
