"""What evaluates a program: machine code written out, a tape, or parts of a rolled sum; and the memory it works in."""
