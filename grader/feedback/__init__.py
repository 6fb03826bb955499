"""Feedback pages: a student's notebook with a verdict, points and a hint at each answer."""
