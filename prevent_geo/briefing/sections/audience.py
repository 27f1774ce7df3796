"""What an audience gets: what is not for the public is left out, not blanked."""

# layers that are not for the public are not in its picture to begin with
NOT_PUBLIC_SECTIONS = ("questions",)
