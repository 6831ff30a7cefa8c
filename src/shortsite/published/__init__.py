"""What is published already: read from its address or its folder, and compared with what is about to be."""
