"""What `outlay doctor` looks at, one file for each area; each yields findings with a next step.

May import store, facts and core. A newcomer reads `model.py`, then one area; `report/doctor.py` calls them all.
"""
