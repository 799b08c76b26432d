"""Part `http`: single and bulk evaluations through HTTP on this machine, beside other servers."""
