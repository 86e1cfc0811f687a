"""What is timed, against what: the course's parts beside what a teacher would otherwise use."""
