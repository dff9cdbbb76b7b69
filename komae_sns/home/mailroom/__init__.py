"""お知らせとメール: how one is told, what was sent, what could not be."""
