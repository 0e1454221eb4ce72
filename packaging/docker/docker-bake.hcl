# docker buildx bake --file packaging/docker/docker-bake.hcl        from the root of the repository
variable "VERSION" {
  default = ""
}

variable "IMAGE" {
  default = "ghcr.io/confd-dotnet/confd"
}

target "default" {
  context    = "."
  dockerfile = "packaging/docker/Dockerfile"
  platforms  = ["linux/amd64", "linux/arm64"]
  args       = { VERSION = VERSION }
  tags       = VERSION == "" ? ["${IMAGE}:dev"] : ["${IMAGE}:${VERSION}"]
  attest     = ["type=provenance,mode=max", "type=sbom"]
}
