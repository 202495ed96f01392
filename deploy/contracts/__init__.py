"""What is made from `contracts/`: AsyncAPI documents and the snapshot of the last release (`make contracts`)."""
