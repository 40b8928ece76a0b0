-- Run by psql once, at the first start of a PostgreSQL server: a database and a role per subgraph. None can reach
-- another's data, so a forgotten boundary shows as an error. The tables come from each subgraph's migrations.
\getenv password POSTGRES_PASSWORD

CREATE ROLE users LOGIN PASSWORD :'password';
CREATE ROLE products LOGIN PASSWORD :'password';
CREATE ROLE orders LOGIN PASSWORD :'password';
CREATE ROLE inventory LOGIN PASSWORD :'password';
CREATE ROLE payments LOGIN PASSWORD :'password';

CREATE DATABASE users OWNER users;
CREATE DATABASE products OWNER products;
CREATE DATABASE orders OWNER orders;
CREATE DATABASE inventory OWNER inventory;
CREATE DATABASE payments OWNER payments;

REVOKE CONNECT ON DATABASE users, products, orders, inventory, payments FROM PUBLIC;
