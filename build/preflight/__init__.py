"""Reads finished artifacts back, and says what a customer's machine, Apple or Microsoft would refuse.

It is written apart from what signs and packs them: an error there is not made a second time here.
"""
