"""The state diagrams in the services' READMEs, drawn from their deciders and checked for drift."""
