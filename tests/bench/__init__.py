"""What CoAP costs: requests in a row, and memory for each."""
