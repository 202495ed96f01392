"""A ticket machine (取号机) in a service hall: one command, one event, nothing owed; the smallest whole service."""
