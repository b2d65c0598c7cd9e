"""Taking a further table into a plan folder, and beginning one."""
