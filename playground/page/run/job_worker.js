// The worker in which a job of a program runs: the host's own, made into a file of the page's.

import '@weft/host/job_worker'
