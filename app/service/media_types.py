"""The media types of bodies."""

JSON = "application/json"
NPZ = "application/x-npz"
# A zip archive of arrays by the names that clients give it.
NPZ_TYPES = (NPZ, "application/zip", "application/x-zip-compressed", "application/octet-stream")
# A file of any kind: its content says which.
BYTES = "application/octet-stream"
