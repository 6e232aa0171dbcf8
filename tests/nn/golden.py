"""What PyTorch gave, from torch.json (golden_torch.py makes it)."""

import json
from pathlib import Path
from typing import Any

GOLDEN: dict[str, Any] = json.loads((Path(__file__).parent / "torch.json").read_text(encoding="utf-8"))
