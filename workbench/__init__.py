"""Crisis Workbench: dated evidence, honest curves and careful models of crises in social media."""
