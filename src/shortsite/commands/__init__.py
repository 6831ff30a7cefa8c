"""The commands, one a module: options in, results, problems and exit status out."""
