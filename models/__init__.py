"""WHAT IT MEANS: rates, league, risk, delay, forecast, plan, scores: tables in, tables out."""
