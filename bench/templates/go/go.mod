module confd.example/templates

go 1.18
