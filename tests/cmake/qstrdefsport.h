// No names beyond those of the sources.
