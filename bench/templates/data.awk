# The data of the cases, as JSON: some settings, three upstreams, four hosts, a thousand rows.
BEGIN {
  printf "{\"database\":{\"host\":\"db.example.com\",\"port\":\"5432\",\"user\":\"admin\",\"password\":\"it's a \\\"secret\\\"\"},"
  printf "\"site\":{\"name\":\"shop.example.com\",\"expires\":\"12h\"},"
  printf "\"nginx\":{\"user\":\"\",\"workers\":\"\",\"keepalive\":\"\",\"connections\":\"4096\",\"gzip\":[\"text/plain\",\"text/css\",\"application/json\"]},"
  printf "\"upstreams\":{"
  split("api search web", upstreams, " ")
  for (u = 1; u <= 3; u++) {
    printf "%s\"%s\":{\"keepalive\":\"16\",\"servers\":[", (u == 1 ? "" : ","), upstreams[u]
    for (s = 0; s < 6; s++) printf "%s\"10.0.%d.%d:8080\"", s ? "," : "", u, s
    printf "]}"
  }
  printf "},\"hosts\":{"
  split("api search shop static", hosts, " ")
  for (h = 1; h <= 4; h++) {
    printf "%s\"%s.example.com\":{\"alias\":\"%s.example.org\",", (h == 1 ? "" : ","), hosts[h], hosts[h]
    printf "\"certificate\":\"%s_example_com\",\"upstream\":\"web\",\"static\":\"%s\"}", hosts[h], h == 4 ? "yes" : "no"
  }
  printf "},\"regions\":{\"eu-west-1\":{\"name\":\"Ireland\"},\"us-east-1\":{\"name\":\"Virginia\"}},\"rows\":["
  split("eu-west-1 us-east-1 ap-south-1", regions, " ")
  for (r = 0; r < 1000; r++) {
    printf "%s{\"key\":\"/service/%d/setting\",\"value\":\"%d\",", r ? "," : "", r, r * r
    printf "\"owner\":\"team-%d\",\"region\":\"%s\",\"state\":\"%s\"}", r % 7, regions[r % 3 + 1], r % 5 ? "on" : "off"
  }
  printf "]}\n"
}
