"""Plots and the report page from the results that bench writes. README of the parts:

load.py    reads results and groups repetitions into cells
style.py   colour, marker and line of each strategy; the ink of every figure
layout.py  a figure's title, panels, labels beside curves, notes and context line
figures.py the table of figures: a new file and a new line in it add one
page/      the report
"""
