"""Controls for a notebook: each one maps to one argument of one public function."""
