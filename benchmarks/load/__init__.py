"""What the serving benchmark needs: a generator of requests, the servers, and what they are asked."""
