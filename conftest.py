"""For every test here, the package's and the notebooks', however they are started; kernels inherit it."""

import os

os.environ["CONVLIB_PROGRESS"] = "off"  # a test is nobody's progress
os.environ.setdefault("OMP_NUM_THREADS", "1")  # small arrays, and a worker for each core: threads would only wait
