import { Body, Controller, Post } from '@nestjs/common';
import { CreateOrderDto } from './create-order.dto.js';
import { OrdersService, type OrderResult } from './orders.service.js';

@Controller('orders')
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Post()
  create(@Body() order: CreateOrderDto): Promise<OrderResult> {
    return this.orders.create(order);
  }
}
