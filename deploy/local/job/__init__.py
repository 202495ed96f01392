"""The main job: applications from all provinces travel through every service, and every store is read afterwards."""
