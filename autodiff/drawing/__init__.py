"""The steps of `autodiff.draw`, in the order they are used.

folding          which nodes are drawn as one box: the calls of neurons and layers
folded           a graph with its folded groups
picture          the graph as boxes and arrows, with their text
repeated_leaves  small copies of leaves in place of long arrows
safe             text made safe to show
measure          the size of a box
engine           Graphviz, from pygraphviz or on the PATH
layout           the places of boxes and arrows: Graphviz receives ids and sizes, nothing else
style            colours and fonts, light and dark
scene            boxes, arrows and legend as rectangles, curves and lines of text
svg              the scene as SVG
image            the scene as PNG and PDF
dot              the picture as DOT, for further styling
"""
