"""From the run plan to executed notebooks: parameters checked, kernels run, an edition written whole."""
