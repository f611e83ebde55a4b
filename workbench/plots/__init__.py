"""One function per figure. Every figure has a sentence for a title and its sources below."""
