"""Speed as ratios against floors measured in the same run (make bench). Times are of one machine; ratios travel."""
