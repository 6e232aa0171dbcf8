"""The parts of `autodiff.draw`, in the order they are used.

folding   which nodes become one box: the calls of neurons and layers
folded    a graph with its groups: what becomes a box
picture   the graph as boxes and arrows, everything in them as text
again     a leaf that is used far apart drawn again, as a small box
safe      text made safe to show
measure   how large a box is
engine    Graphviz, brought by pygraphviz or found on the PATH
layout    where boxes and arrows go: Graphviz is given ids and sizes, nothing else
style     colours and fonts, in light and dark
scene     boxes, arrows and legend as rectangles, curves and lines of text
svg       the scene as SVG
image     the scene as PNG and PDF
dot       the picture as DOT, for people who style it further
"""
