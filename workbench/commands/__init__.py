"""What the commands of ``crisis`` do; ``workbench.cli`` says how they are called."""
