"""From notebooks to releases: parameters, kernels, jobs, batches, the installation's state."""
