"""The public side (見本第7条, 第8条): what citizens see of the register, without a log-in.

`entries` is the one place where a row of it is made: page, JSON, CSV, feed and static copy differ
in form only.
"""
