"""The methods of the client, one module for each kind of thing that the service keeps."""
