"""`python -m autodiff` is the command `autodiff`."""

import sys

from autodiff.command.main import main

sys.exit(main())
