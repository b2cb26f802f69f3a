"""Discord's servers, called guilds by it: what each has set, and who may what in it."""
