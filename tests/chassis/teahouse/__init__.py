"""A teahouse (茶馆): the smallest service that uses everything the chassis offers; the chassis is tested with it."""
