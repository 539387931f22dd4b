"""Several initiatives changed in one go: `rules` says what each becomes, `changes` tries and makes
it, `forms` asks for it."""
