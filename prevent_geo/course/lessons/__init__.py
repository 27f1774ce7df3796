"""One file per lesson: its steps, its exercises and its handout, as a `LESSON`."""
